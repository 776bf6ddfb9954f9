const response = await fetch(url, options);
show(await response.text());
