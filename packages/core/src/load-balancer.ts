export type { LoadBalancerOptions } from './load-balancer/options.ts';
export { behindLoadBalancer, type LoadBalancerVerifier } from './load-balancer/verifier.ts';
