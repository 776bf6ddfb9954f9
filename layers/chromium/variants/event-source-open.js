const source = new EventSource(url);
source.onmessage = show;
await new Promise(() => {}); // for as long as the tab is open
