import { PREFIX } from "./homes.ts";

/** What each parameter of FastCGI, uwsgi and SCGI is, as nginx's own conf/*_params have it. */
const PARAMETERS = [
  ["QUERY_STRING", "$query_string"],
  ["REQUEST_METHOD", "$request_method"],
  ["CONTENT_TYPE", "$content_type"],
  ["CONTENT_LENGTH", "$content_length"],
  ["REQUEST_URI", "$request_uri"],
  ["PATH_INFO", "$document_uri"],
  ["DOCUMENT_URI", "$document_uri"],
  ["DOCUMENT_ROOT", "$document_root"],
  ["SCRIPT_NAME", "$fastcgi_script_name"],
  ["SERVER_PROTOCOL", "$server_protocol"],
  ["REQUEST_SCHEME", "$scheme"],
  ["REMOTE_ADDR", "$remote_addr"],
  ["REMOTE_PORT", "$remote_port"],
  ["SERVER_PORT", "$server_port"],
  ["SERVER_NAME", "$server_name"],
] as const;

const parameters = (family: string): string =>
  PARAMETERS.map(([name, value]) => `${family}_param ${name} ${value};\n`).join("");

/** proxy_params is Debian's. */
const PROXY = `proxy_set_header Host $http_host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
`;

const MIME = `types {
    text/html html htm shtml;
    text/css css;
    text/plain txt;
    text/xml xml;
    application/javascript js mjs;
    application/json json;
    application/wasm wasm;
    image/png png;
    image/jpeg jpeg jpg;
    image/svg+xml svg svgz;
    image/x-icon ico;
    font/woff2 woff2;
}
`;

/**
 * Files that every distribution lays beside nginx.conf, so that an image without them reads the same includes; path -> text.
 * sites-enabled/default is Debian's own server on port 80, which nobody's production has: emptied.
 */
export function companions(): Readonly<Record<string, string>> {
  const script = "fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;\n";
  const files = {
    "mime.types": MIME,
    proxy_params: PROXY,
    fastcgi_params: parameters("fastcgi"),
    "fastcgi.conf": script + parameters("fastcgi"),
    uwsgi_params: parameters("uwsgi"),
    scgi_params: parameters("scgi"),
    "sites-enabled/default": "",
  };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${PREFIX}/${name}`, text]));
}
