/** A parameter cannot stand where an action has it: nothing was run. The message does not repeat its value. */
export class BadParameter extends Error {
  override readonly name = 'BadParameter';
}
