import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnGraphQLApi,
  Definition,
  FieldLogLevel,
  GraphqlApi,
  type GraphqlApiProps,
} from 'aws-cdk-lib/aws-appsync';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkFields, type GuardedField } from './schema-fields.ts';

/** Options of {@link GuardedGraphqlApi}. */
export interface GuardedGraphqlApiProps {
  /** The function that `appSyncAuthorizer` made the handler of. */
  readonly authorizer: IFunction;
  /** The schema's file. A relative path starts where the CDK app runs, next to `cdk.json`. */
  readonly schema: string;
  /** The handler's own rules. Each must name a field of the schema. Default none. */
  readonly fields?: readonly GuardedField[];
  /** How long AppSync may use an answer of the authorizer that names no time of its own. Default 5 minutes. */
  readonly cacheTtl?: Duration;
  /** Anything else about the API. Default: the construct's id as name, logs of errors for a month, X-Ray tracing. */
  readonly api?: Omit<GraphqlApiProps, 'name' | 'definition' | 'schema' | 'authorizationConfig'> & {
    readonly name?: string;
  };
}

/**
 * A GraphQL API of AppSync whose every field stands behind a Lambda authorizer, and no other mode of authorization.
 *
 * The log has errors and no verbose content: that would be headers, and so tokens.
 *
 * @throws TypeError where a rule names a field that the schema does not have. It would guard nothing.
 * @example
 * ```ts
 * import { AuthorizerFunction, GuardedGraphqlApi } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 *
 * class Orders extends Stack {
 *   readonly guarded = new GuardedGraphqlApi(this, 'Api', {
 *     authorizer: new AuthorizerFunction(this, 'Authorizer', { entry: 'src/authorizer.ts' }),
 *     schema: 'schema.graphql',
 *     fields: [{ type: 'Mutation', field: 'deleteOrder' }],
 *   });
 * }
 * ```
 */
export class GuardedGraphqlApi extends Construct {
  readonly api: GraphqlApi;

  constructor(scope: Construct, id: string, props: GuardedGraphqlApiProps) {
    super(scope, id);
    const { fields = [], cacheTtl = Duration.minutes(5) } = props;
    const schema = resolve(props.schema);
    checkFields(fields, readFileSync(schema, 'utf8'));
    // Without this flag, any AppSync API of any account may invoke the authorizer.
    this.node.setContext('@aws-cdk/aws-appsync:appSyncGraphQLAPIScopeLambdaPermission', true);

    this.api = new GraphqlApi(this, 'Api', {
      name: id,
      xrayEnabled: true,
      ...props.api,
      definition: Definition.fromFile(schema),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.LAMBDA,
          lambdaAuthorizerConfig: { handler: props.authorizer, resultsCacheTtl: cacheTtl },
        },
      },
    });
    if (props.api?.logConfig === undefined) this.#logErrors();
  }

  /** Not by `logConfig` of `GraphqlApi`: that deploys a function of its own, only to set the retention. */
  #logErrors(): void {
    const role = new Role(this, 'LogRole', {
      assumedBy: new ServicePrincipal('appsync.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSAppSyncPushToCloudWatchLogs')],
    });
    const { defaultChild } = this.api.node;
    if (!(defaultChild instanceof CfnGraphQLApi)) throw new Error('GraphqlApi of aws-cdk-lib has changed.');
    defaultChild.logConfig = {
      cloudWatchLogsRoleArn: role.roleArn,
      fieldLogLevel: FieldLogLevel.ERROR,
      excludeVerboseContent: true,
    };
    new LogGroup(this, 'Logs', {
      logGroupName: `/aws/appsync/apis/${this.api.apiId}`,
      retention: RetentionDays.ONE_MONTH,
    });
  }
}
