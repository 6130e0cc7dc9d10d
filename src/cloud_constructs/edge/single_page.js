// A path without an extension is a page of the program in index.html, which reads the address itself.
function handler(event) {
  const request = event.request;
  if (!request.uri.split("/").pop().includes(".")) request.uri = "/index.html";
  return request;
}
