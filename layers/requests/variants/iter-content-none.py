import requests


def read(plan, report):
    with requests.request(plan.method, plan.url, headers=plan.headers, data=plan.body, stream=True) as response:
        report.head(response)
        for piece in response.iter_content(chunk_size=None):
            report.body(piece)
