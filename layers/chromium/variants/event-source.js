const source = new EventSource(url);
await new Promise((resolve, reject) => {
  source.onmessage = (event) => {
    show(event);
    if (event.data !== "[DONE]") return;
    source.close();
    resolve();
  };
  source.onerror = (event) => {
    if (source.readyState === EventSource.CLOSED) reject(event);
  };
});
