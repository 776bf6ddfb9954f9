<?php
// Relays the model: what curl reads is echoed and flushed at once.
http_response_code(502);
header('Content-Type: text/event-stream');

$model = curl_init('http://upstream:8080' . $_SERVER['REQUEST_URI']);
curl_setopt_array($model, [
    CURLOPT_CUSTOMREQUEST => $_SERVER['REQUEST_METHOD'],
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_HEADERFUNCTION => function ($model, $line) {
        if (str_starts_with($line, 'HTTP/')) {
            http_response_code((int) explode(' ', $line)[1]);
        }
        return strlen($line);
    },
    CURLOPT_WRITEFUNCTION => function ($model, $bytes) {
        echo $bytes;
        flush();
        return strlen($bytes);
    },
]);
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    curl_setopt($model, CURLOPT_POSTFIELDS, file_get_contents('php://input'));
}
curl_exec($model);
