import httpx


def read(plan, report):
    with httpx.stream(plan.method, plan.url, headers=plan.headers, content=plan.body) as response:
        report.head(response)
        for piece in response.iter_bytes():
            report.body(piece)
