-- Orders places, each for another person and with a key of its own. Given: the
-- ids of the events and of their ticket classes, by turns.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  targets = arguments
  count = 0
end

function request()
  count = count + 1
  local at = (count % (#targets / 2)) * 2
  local event, class = targets[at + 1], targets[at + 2]
  local person = number .. "-" .. count
  wrk.headers["Idempotency-Key"] = "order-" .. person
  wrk.headers["Content-Type"] = "application/json"
  local body = '{"order": {"contact": {"name": "Ada Example", "email": "ada' ..
    person .. '@example.org"}, "attendees": [{"ticket_class_id": "' .. class ..
    '", "age_band": "5_to_11"}], "eligibility": {"in_area": "yes"}}}'
  return wrk.format("POST", "/v3/events/" .. event .. "/orders/", nil, body)
end
