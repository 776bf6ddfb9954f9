console.log("a page that asks /v1");
