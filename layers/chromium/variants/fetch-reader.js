const response = await fetch(url, options);
const reader = response.body.getReader();
for (;;) {
  const { done, value } = await reader.read();
  if (done) break;
  show(value);
}
