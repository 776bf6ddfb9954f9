import asyncio

from litellm.integrations.custom_guardrail import CustomGuardrail


class EachChunk(CustomGuardrail):
    async def async_post_call_streaming_iterator_hook(self, user_api_key_dict, response, request_data):
        async for chunk in response:
            # a moderation model is asked about each chunk; that is how long it takes to answer
            await asyncio.sleep(0.15)
            yield chunk
