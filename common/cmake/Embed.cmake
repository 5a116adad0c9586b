# Writes INPUTS, text files, to OUTPUT as string literals of C++, with a comma
# after each. For cwp_embed.

set(all "")
foreach(input IN LISTS INPUTS)
  file(READ "${input}" text)
  string(APPEND all "R\"text(${text})text\",\n")
endforeach()
file(WRITE "${OUTPUT}" "${all}")
