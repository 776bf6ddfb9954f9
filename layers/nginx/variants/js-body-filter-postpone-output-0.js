// as in njs's own examples: look at each piece, and pass it on
function pass(r, data, flags) {
  r.sendBuffer(data, flags);
}

export default { pass };
