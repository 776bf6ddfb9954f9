import requests


def read(plan, report):
    with requests.request(plan.method, plan.url, headers=plan.headers, data=plan.body, stream=True) as response:
        report.head(response)
        for line in response.iter_lines():
            report.body(line + b"\n")
