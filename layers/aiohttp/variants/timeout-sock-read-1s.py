import aiohttp


async def read(plan, report):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_read=1)) as session:
        async with session.request(plan.method, plan.url, headers=plan.headers, data=plan.body) as response:
            report.head(response)
            async for part in response.content.iter_any():
                report.body(part)
