vcl 4.1;

backend default {
    .host = "upstream";
    .port = "8080";
}

sub vcl_backend_response {
    set beresp.ttl = 10m;
    return (deliver);
}
