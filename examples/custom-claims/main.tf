# The same with Terraform. Bundle the trigger first:
#   npx esbuild src/trigger.ts --bundle --minify --format=esm --platform=node --target=node24 --outfile=dist/index.mjs

data "archive_file" "claims" {
  type        = "zip"
  source_file = "dist/index.mjs"
  output_path = "dist/claims.zip"
}

resource "aws_iam_role" "claims" {
  name = "custom-claims-trigger"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "claims_logs" {
  role       = aws_iam_role.claims.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "claims" {
  function_name    = "custom-claims"
  role             = aws_iam_role.claims.arn
  filename         = data.archive_file.claims.output_path
  source_code_hash = data.archive_file.claims.output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = 512
  # Cognito waits for at most five seconds.
  timeout = 5
}

resource "aws_cognito_user_pool" "users" {
  name           = "users"
  user_pool_tier = "ESSENTIALS"

  # Leave it out of each client's write_attributes: it decides about the claims.
  schema {
    name                = "tenant"
    attribute_data_type = "String"
    mutable             = true
  }

  lambda_config {
    pre_token_generation_config {
      lambda_arn     = aws_lambda_function.claims.arn
      lambda_version = "V3_0"
    }
  }
}

resource "aws_lambda_permission" "cognito_invokes_claims" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.claims.function_name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = aws_cognito_user_pool.users.arn
}
