-- Asks for a page at a pace. Given: how long a connection waits between two
-- requests on average, in milliseconds.
function init(arguments)
  wait = tonumber(arguments[1])
end

function delay()
  return math.random(0, 2 * wait)
end
