# The deployed app's names, for the commands of the runbooks: `. outputs.sh [STACK]`
stack=${1:-GoProSync}
outputs=$(aws cloudformation describe-stacks --stack-name "$stack" --output text \
  --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]')
output() { printf '%s\n' "$outputs" | sed -n "s/^$1[[:space:]]*//p"; }
machine=$(output StateMachineArn)
table=$(output TrackerTableName)
bucket=$(output MediaBucketName)
secret=$(output CredentialsSecretArn)
schedule=$(output ScheduleName)
group=$(output ScheduleGroupName)
downloader=$(output DownloaderFunctionName)
failures=$(output DownloaderFailuresUrl)

# What the schedule would start tonight, started now; prints the execution.
start_run() {
  aws stepfunctions start-execution --state-machine-arn "$machine" --query executionArn --output text \
    --input "$(aws scheduler get-schedule --name "$schedule" --group-name "$group" --query Target.Input --output text)"
}

# Waits for an execution and those that go on for it; prints how the run ended.
await_run() {
  execution=$1
  while [ -n "$execution" ]; do
    status=$(aws stepfunctions describe-execution --execution-arn "$execution" --query status --output text)
    if [ "$status" = RUNNING ]; then sleep "${POLL_SECONDS:-30}"; continue; fi
    execution=$(aws stepfunctions describe-execution --execution-arn "$execution" --query output --output text |
      python3 -c 'import json, sys; print((json.loads(sys.stdin.read() or "{}") or {}).get("execution") or "")' 2>/dev/null || true)
  done
  echo "$status"
}
