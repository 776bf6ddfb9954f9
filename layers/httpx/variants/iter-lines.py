import httpx


def read(plan, report):
    with httpx.stream(plan.method, plan.url, headers=plan.headers, content=plan.body, timeout=None) as response:
        report.head(response)
        for line in response.iter_lines():
            report.body(line + "\n")
