-- Fetches a file by turns as a whole and in ranges of a megabyte that begin
-- anywhere. Given: the size of the file.
local span = 1048576

function init(arguments)
  size = tonumber(arguments[1])
  count = 0
end

function request()
  count = count + 1
  if count % 2 == 0 then
    wrk.headers["Range"] = nil
  else
    local first = math.random(0, size - span)
    wrk.headers["Range"] = "bytes=" .. first .. "-" .. (first + span - 1)
  end
  return wrk.format("GET")
end
