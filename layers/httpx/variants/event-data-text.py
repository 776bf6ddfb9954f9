import httpx


def read(plan, report):
    with httpx.stream(plan.method, plan.url, headers=plan.headers, content=plan.body, timeout=None) as response:
        report.head(response)
        data = []  # an event's data are its data lines, joined; a blank line ends the event
        for line in response.iter_lines():
            if line.startswith("data: "):
                data.append(line.removeprefix("data: "))
            elif line == "" and data:
                event, data = "\n".join(data), []
                if event != "[DONE]":
                    report.piece(event)
