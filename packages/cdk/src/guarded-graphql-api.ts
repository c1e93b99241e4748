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
  /** The function whose handler is an `appSyncAuthorizer`. */
  readonly authorizer: IFunction;
  /** The schema's file. A relative path starts at the CDK app's working directory, next to `cdk.json`. */
  readonly schema: string;
  /** The rules of the handler. Each must name a field of the schema. Default none. */
  readonly fields?: readonly GuardedField[];
  /** How long AppSync caches an answer of the authorizer without its own TTL. Default 5 minutes. */
  readonly cacheTtl?: Duration;
  /** Further options of the API. Default: the construct's id as name, error logs for one month, X-Ray tracing. */
  readonly api?: Omit<GraphqlApiProps, 'name' | 'definition' | 'schema' | 'authorizationConfig'> & {
    readonly name?: string;
  };
}

/**
 * A GraphQL API of AppSync with a Lambda authorizer for every field and no other authorization mode.
 *
 * The log contains errors without verbose content, which would include headers and therefore tokens.
 *
 * @throws TypeError for a rule whose field is not in the schema, because that rule would guard no field.
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

  /** Replaces `logConfig` of `GraphqlApi`, which deploys an additional function only to set the retention. */
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
