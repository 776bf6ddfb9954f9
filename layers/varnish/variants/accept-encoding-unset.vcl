vcl 4.1;

backend default {
    .host = "upstream";
    .port = "8080";
}

sub vcl_backend_fetch {
    unset bereq.http.Accept-Encoding;
}
