"""What clients say and are told: the contract of the API.

API Gateway checks requests against these models before a function runs, the function that takes a request
checks it again, and the OpenAPI document is made of them. Answers are dictionaries, which tests hold against
their models: so functions load models of requests at most.
"""
