vcl 4.1;

backend default {
    .host = "upstream";
    .port = "8080";
}

sub vcl_recv {
    return (pass);
}

sub vcl_backend_response {
    set beresp.do_stream = false;
}
