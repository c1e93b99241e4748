# An HTTP API whose every route stands behind the authorizer. `npm run bundle` makes its functions: see README.md.

terraform {
  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.7" }
    aws     = { source = "hashicorp/aws", version = "~> 6.20" }
  }
}

variable "user_pool_id" { type = string }
variable "client_id" { type = string }

locals {
  routes = ["GET /profile", "GET /orders", "DELETE /orders/{id}"]
  functions = {
    authorizer = { USER_POOL_ID = var.user_pool_id, CLIENT_ID = var.client_id }
    function   = {}
  }
  policies = {
    logs    = "service-role/AWSLambdaBasicExecutionRole"
    tracing = "AWSXRayDaemonWriteAccess"
  }
}

data "aws_partition" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "lambda" {
  name_prefix        = "orders-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "lambda" {
  for_each   = local.policies
  role       = aws_iam_role.lambda.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"
}

resource "aws_cloudwatch_log_group" "lambda" {
  for_each          = local.functions
  name              = "/aws/lambda/orders-http-${each.key}"
  retention_in_days = 30
}

data "archive_file" "bundle" {
  for_each    = local.functions
  type        = "zip"
  source_file = "${path.module}/dist/${each.key}.mjs"
  output_path = "${path.module}/dist/${each.key}.zip"
}

resource "aws_lambda_function" "orders" {
  for_each         = local.functions
  function_name    = "orders-http-${each.key}"
  role             = aws_iam_role.lambda.arn
  filename         = data.archive_file.bundle[each.key].output_path
  source_code_hash = data.archive_file.bundle[each.key].output_base64sha256
  handler          = "${each.key}.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = 512
  timeout          = 10

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.lambda[each.key].name
  }

  tracing_config { mode = "Active" }

  dynamic "environment" {
    for_each = length(each.value) > 0 ? [each.value] : []
    content { variables = environment.value }
  }
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "orders-http"
  protocol_type = "HTTP"

  # Answers preflight requests, and puts its headers on refusals too.
  cors_configuration {
    allow_origins = ["*"]
    allow_headers = ["Authorization"]
    allow_methods = ["*"]
  }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.orders.id
  name        = "$default"
  auto_deploy = true

  # No client address, path, query or caller: they can hold personal data, and a query a token.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      requestId         = "$context.requestId"
      time              = "$context.requestTimeEpoch"
      status            = "$context.status"
      authorizerStatus  = "$context.authorizer.status"
      authorizerLatency = "$context.authorizer.latency"
      authorizerError   = "$context.authorizer.error"
      integrationError  = "$context.integrationErrorMessage"
      route             = "$context.routeKey"
      latency           = "$context.responseLatency"
    })
  }
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/orders-http"
  retention_in_days = 30
}

resource "aws_apigatewayv2_authorizer" "cognito" {
  api_id                            = aws_apigatewayv2_api.orders.id
  name                              = "Cognito"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = aws_lambda_function.orders["authorizer"].invoke_arn
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = false
  # A request without this header is answered with 401, and the authorizer is not called.
  identity_sources                 = ["$request.header.Authorization"]
  authorizer_result_ttl_in_seconds = 300
}

resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders["authorizer"].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.orders.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.cognito.id}"
}

resource "aws_apigatewayv2_integration" "orders" {
  api_id                 = aws_apigatewayv2_api.orders.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.orders["function"].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "orders" {
  for_each           = toset(local.routes)
  api_id             = aws_apigatewayv2_api.orders.id
  route_key          = each.value
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.cognito.id
}

resource "aws_lambda_permission" "orders" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders["function"].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.orders.execution_arn}/*/*"
}

# What the authorizer threw, except Unauthorized; timeouts and crashes. Lambda's own metric Errors counts every 401.
resource "aws_cloudwatch_log_metric_filter" "failures" {
  name           = "orders-http-authorizer-failures"
  log_group_name = aws_cloudwatch_log_group.lambda["authorizer"].name
  pattern        = "{ ($.level = \"ERROR\" && $.message.errorMessage != \"Unauthorized\") || $.record.status = \"timeout\" || $.record.status = \"failure\" }"

  metric_transformation {
    namespace = "CognitoGuard"
    name      = "orders_http_failures"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "failures" {
  alarm_name          = "orders-http-authorizer-failures"
  alarm_description   = "The authorizer failed."
  namespace           = "CognitoGuard"
  metric_name         = "orders_http_failures"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}

# The authorizer writes this metric: see src/authorizer.ts.
resource "aws_cloudwatch_metric_alarm" "keys_failed" {
  alarm_name          = "orders-http-authorizer-keys-failed"
  alarm_description   = "The authorizer could not fetch its pool's keys."
  namespace           = "CognitoGuard"
  metric_name         = "keys_failed"
  dimensions          = { FunctionName = aws_lambda_function.orders["authorizer"].function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}

output "url" { value = aws_apigatewayv2_api.orders.api_endpoint }
