import asyncio

from litellm.integrations.custom_guardrail import CustomGuardrail


class WholeAnswer(CustomGuardrail):
    async def async_post_call_streaming_iterator_hook(self, user_api_key_dict, response, request_data):
        # to look at the answer in one piece
        chunks = [chunk async for chunk in response]
        for chunk in chunks:
            yield chunk


class EachChunk(CustomGuardrail):
    async def async_post_call_streaming_iterator_hook(self, user_api_key_dict, response, request_data):
        async for chunk in response:
            # a moderation model that is asked about each chunk, and how long it takes to answer
            await asyncio.sleep(0.15)
            yield chunk
