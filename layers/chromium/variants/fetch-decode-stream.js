const response = await fetch(url, options);
const reader = response.body.getReader();
const decoder = new TextDecoder();
for (;;) {
  const { done, value } = await reader.read();
  if (done) break;
  show(decoder.decode(value, { stream: true }));
}
