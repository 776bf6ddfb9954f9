import type { EndTable } from "../ends.ts";

/**
 * What the Python clients raise: a line for the exception, one for its cause, and so on, each `<module>.<class>: <message>`. Only by
 * text do httpx, urllib3 and http.client tell a closed connection from garbled framing. Measured with the versions of the layers here.
 */
export const PYTHON_ENDS: EndTable = [
  [/^(ConnectionResetError|BrokenPipeError): /m, "reset"],
  // aiohttp puts the reset into its own words
  [/^aiohttp\.ClientPayloadError: .*ConnectionResetError/m, "reset"],
  // closed before the final chunk or Content-Length, or before any answer
  [/^httpx2?\.RemoteProtocolError: peer closed connection without sending complete message body/m, "cut"],
  [/^httpx2?\.RemoteProtocolError: Server disconnected/m, "cut"],
  [/^urllib3\.ProtocolError: Response ended prematurely/m, "cut"],
  [/^aiohttp\.ClientPayloadError: Response payload is not completed/m, "cut"],
  [/^aiohttp\.ServerDisconnectedError: /m, "cut"],
  [/^ValueError: invalid literal for int\(\) with base 16: b''$/m, "cut"], // no chunk size, since the body has ended
  [/^http\.RemoteDisconnected: /m, "cut"],
  [/^socket\.gaierror: /m, "cut"],
  [/^ConnectionRefusedError: /m, "cut"],
  [/^OSError: \[Errno (101|113)\] /m, "cut"], // network, host unreachable
  [/^TimeoutError: \[Errno 110\] /m, "cut"], // the kernel's own patience with a silent peer
  // garbled framing; LineTooLong and `Receive buffer too long`: a head beyond the client's limit
  [/^ValueError: invalid literal for int\(\) with base 16: /m, "gave-up"],
  [/^http\.(BadStatusLine|LineTooLong): /m, "gave-up"],
  [/^httpx2?\.RemoteProtocolError: (illegal|bad|Receive buffer too long)/m, "gave-up"],
  // a garbled head or chunk; LineTooLong: a line of the body, too
  [/^aiohttp\.(ClientResponseError|LineTooLong): /m, "gave-up"],
  // behind the garbled chunk size, which urllib3 reports as an incomplete read too
  [/^(urllib3|http)\.IncompleteRead: /m, "cut"],
  // the client's patience
  [/^httpx2?\.(Connect|Read|Write|Pool)Timeout: /m, "gave-up"],
  [/^urllib3\.(ConnectTimeout|ReadTimeout)Error: /m, "gave-up"],
  [/^aiohttp\.SocketTimeoutError: /m, "gave-up"],
  [/^TimeoutError: $/m, "gave-up"], // aiohttp's limit for the whole answer
  // content codings
  [/^zlib\.error: /m, "gave-up"],
  // what an SDK cannot read, or takes for the model's own error
  [/^json\.JSONDecodeError: /m, "gave-up"],
  [/^UnicodeDecodeError: /m, "gave-up"],
  [/^openai\.APIError: /m, "gave-up"],
];
