const source = new EventSource(url);
source.onmessage = show;
source.onerror = () => source.close();
await new Promise(() => {}); // for as long as the tab is open
