vcl 4.1;

backend default {
    .host = "upstream";
    .port = "8080";
    .between_bytes_timeout = 1s;
}
