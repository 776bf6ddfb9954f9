const source = new EventSource(url);
source.onmessage = show;
source.addEventListener("dup", show);
source.addEventListener("done", () => source.close());
await new Promise(() => {}); // for as long as the tab is open
