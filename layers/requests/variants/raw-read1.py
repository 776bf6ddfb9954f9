import requests


def read(plan, report):
    with requests.request(plan.method, plan.url, headers=plan.headers, data=plan.body, stream=True) as response:
        report.head(response)
        while piece := response.raw.read1(decode_content=True):
            report.body(piece)
