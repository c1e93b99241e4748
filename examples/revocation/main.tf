# From CloudTrail through EventBridge and a queue into the table that verifiers ask. The function is the bundle in dist: see README.md.

terraform {
  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.7" }
    aws     = { source = "hashicorp/aws", version = "~> 6.20" }
  }
}

variable "user_pool_id" { type = string }

# EventBridge gets calls from CloudTrail only where the account has a trail. Say false where it has one.
variable "create_trail" {
  type    = bool
  default = true
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_dynamodb_table" "revocations" {
  name         = "cognito-revocations"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"

  attribute {
    name = "pk"
    type = "S"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "cognito-revocations-dead-letters"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "calls" {
  name                    = "cognito-revocations"
  sqs_managed_sse_enabled = true
  # Six times the function's timeout, as Lambda asks for.
  visibility_timeout_seconds = 60
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

data "aws_iam_policy_document" "queue" {
  for_each = { calls = aws_sqs_queue.calls.arn, dead_letters = aws_sqs_queue.dead_letters.arn }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [each.value]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.cognito_calls.arn]
    }
  }

  statement {
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "calls" {
  queue_url = aws_sqs_queue.calls.id
  policy    = data.aws_iam_policy_document.queue["calls"].json
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy    = data.aws_iam_policy_document.queue["dead_letters"].json
}

locals {
  event_names = [
    "GlobalSignOut",
    "AdminUserGlobalSignOut",
    "AdminDisableUser",
    "AdminDeleteUser",
    "DeleteUser",
    "ChangePassword",
    "ConfirmForgotPassword",
    "AdminSetUserPassword",
    "AdminResetUserPassword",
    "AdminRemoveUserFromGroup",
    "RevokeUserSession",
    "AdminRevokeUserSession",
  ]
}

resource "aws_cloudwatch_event_rule" "cognito_calls" {
  name = "cognito-revocations"
  event_pattern = jsonencode({
    source        = ["aws.cognito-idp"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["cognito-idp.amazonaws.com"]
      eventName   = local.event_names
    }
  })
}

resource "aws_cloudwatch_event_target" "calls" {
  rule = aws_cloudwatch_event_rule.cognito_calls.name
  arn  = aws_sqs_queue.calls.arn
  dead_letter_config { arn = aws_sqs_queue.dead_letters.arn }
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "revoke" {
  name_prefix        = "cognito-revocations-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

# Logs, and receiving and deleting messages of the queue.
resource "aws_iam_role_policy_attachment" "queue" {
  role       = aws_iam_role.revoke.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
}

resource "aws_iam_role_policy" "table" {
  role = aws_iam_role.revoke.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "dynamodb:UpdateItem"
      Resource = aws_dynamodb_table.revocations.arn
    }]
  })
}

data "archive_file" "bundle" {
  type        = "zip"
  source_dir  = "${path.module}/dist/handler"
  output_path = "${path.module}/dist/handler.zip"
}

resource "aws_lambda_function" "revoke" {
  function_name    = "cognito-revocations"
  role             = aws_iam_role.revoke.arn
  filename         = data.archive_file.bundle.output_path
  source_code_hash = data.archive_file.bundle.output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 10

  environment {
    variables = {
      TABLE_NAME   = aws_dynamodb_table.revocations.name
      USER_POOL_ID = var.user_pool_id
    }
  }
}

resource "aws_lambda_event_source_mapping" "calls" {
  event_source_arn = aws_sqs_queue.calls.arn
  function_name    = aws_lambda_function.revoke.arn
  batch_size       = 10
  # Without it, Lambda deletes the messages that the function could not use.
  function_response_types = ["ReportBatchItemFailures"]
}

resource "aws_s3_bucket" "trail" {
  count         = var.create_trail ? 1 : 0
  bucket_prefix = "cognito-revocations-trail-"
}

resource "aws_s3_bucket_public_access_block" "trail" {
  count                   = var.create_trail ? 1 : 0
  bucket                  = aws_s3_bucket.trail[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "trail" {
  count = var.create_trail ? 1 : 0

  statement {
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.trail[0].arn]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }

  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.trail[0].arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }

  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.trail[0].arn, "${aws_s3_bucket.trail[0].arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  count  = var.create_trail ? 1 : 0
  bucket = aws_s3_bucket.trail[0].id
  policy = data.aws_iam_policy_document.trail[0].json
}

resource "aws_cloudtrail" "trail" {
  count                         = var.create_trail ? 1 : 0
  name                          = "cognito-revocations"
  s3_bucket_name                = aws_s3_bucket.trail[0].id
  is_multi_region_trail         = false
  include_global_service_events = false

  event_selector {
    read_write_type           = "WriteOnly"
    include_management_events = true
  }

  depends_on = [aws_s3_bucket_policy.trail]
}

output "table_name" { value = aws_dynamodb_table.revocations.name }
output "dead_letter_queue" { value = aws_sqs_queue.dead_letters.arn }
