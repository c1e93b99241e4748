import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface RevocationStackProps extends StackProps {
  readonly userPoolId: string;
  /** The function's bundle. */
  readonly code: Code;
}

/**
 * From CloudTrail through EventBridge into the table that verifiers ask. The account needs a trail that logs management
 * events: without one, EventBridge sees no calls.
 */
export class RevocationStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, code, ...props }: RevocationStackProps) {
    super(scope, id, props);

    const table = new Table(this, 'Revocations', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Everything in it is forgotten after a day anyway.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // What could not be written down, after all retries. An alarm on it belongs to your own.
    const lost = new Queue(this, 'Lost', {
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });

    const revoke = new LambdaFunction(this, 'Revoke', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(10),
      handler: 'index.handler',
      code,
      environment: { TABLE_NAME: table.tableName, USER_POOL_ID: userPoolId },
      onFailure: new SqsDestination(lost),
    });
    table.grant(revoke, 'dynamodb:UpdateItem');

    new Rule(this, 'SignOuts', {
      eventPattern: {
        source: ['aws.cognito-idp'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['cognito-idp.amazonaws.com'],
          eventName: [
            'RevokeToken',
            'GlobalSignOut',
            'AdminUserGlobalSignOut',
            'AdminDisableUser',
            'AdminDeleteUser',
            'DeleteUser',
          ],
        },
      },
      targets: [new LambdaTarget(revoke, { deadLetterQueue: lost })],
    });
  }
}
