import httpx


async def read(plan, report):
    async with httpx.AsyncClient(timeout=None) as client:
        async with client.stream(plan.method, plan.url, headers=plan.headers, content=plan.body) as response:
            report.head(response)
            async for line in response.aiter_lines():
                report.body(line + "\n")
