import { causeChain, PreopenError } from '../errors.ts';

/** A startup step that ends the start. Thrown inside engine/startup only: outside, a refusal is a report. */
export class StartupRefusal extends PreopenError {
  readonly stepId: string;
  /** Outermost first. */
  readonly causes: readonly string[];
  readonly remedy: string;

  constructor(stepId: string, causes: readonly string[], remedy: string) {
    super('STARTUP_REFUSED', causes[0] ?? 'start refused');
    this.name = 'StartupRefusal';
    this.stepId = stepId;
    this.causes = causes;
    this.remedy = remedy;
  }
}

/** Anything else that was thrown, as the refusal of the step it was thrown in. */
export function toRefusal(error: unknown, stepId: string, remedy: string): StartupRefusal {
  return error instanceof StartupRefusal ? error : new StartupRefusal(stepId, causeChain(error), remedy);
}
