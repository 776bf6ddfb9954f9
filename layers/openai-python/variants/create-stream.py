import json

import openai


def read(plan, report):
    if plan.method != "POST" or not plan.url.endswith("/chat/completions"):
        raise ValueError(f"the SDK sends POST and adds /chat/completions itself, the plan says {plan.method} {plan.url}")
    client = openai.OpenAI(
        base_url=plan.url.removesuffix("/chat/completions"),
        api_key="none",
        http_client=openai.DefaultHttpxClient(event_hooks={"response": [report.head]}),
    )
    for chunk in client.chat.completions.create(**json.loads(plan.body), extra_headers=plan.headers):
        if chunk.choices:
            report.piece(chunk.choices[0].delta.content)
