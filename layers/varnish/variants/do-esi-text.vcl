vcl 4.1;

backend default {
    .host = "upstream";
    .port = "8080";
}

sub vcl_backend_response {
    if (beresp.http.Content-Type ~ "text") {
        set beresp.do_esi = true;
    }
}
