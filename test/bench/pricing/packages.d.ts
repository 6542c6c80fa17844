/** The npm packages of the benchmark that bring no types: what of them is called. `callPut`: "call" or "put". */

declare module 'black-scholes' {
  const blackScholes: {
    blackScholes(
      spot: number,
      strike: number,
      years: number,
      volatility: number,
      rate: number,
      callPut: string,
    ): number;
  };
  export default blackScholes;
}

declare module 'greeks' {
  type Greek = (
    spot: number,
    strike: number,
    years: number,
    volatility: number,
    rate: number,
    callPut?: string,
  ) => number;
  const greeks: { getDelta: Greek; getGamma: Greek; getTheta: Greek; getVega: Greek };
  export default greeks;
}

declare module 'implied-volatility' {
  const impliedVolatility: {
    getImpliedVolatility(
      price: number,
      spot: number,
      strike: number,
      years: number,
      rate: number,
      callPut: string,
    ): number;
  };
  export default impliedVolatility;
}
