const source = new EventSource(url);
source.onmessage = (event) => {
  show(event);
  if (event.data === "[DONE]") source.close();
};
await new Promise(() => {}); // for as long as the tab is open
