# mk_generate_decisions(<json> <header>): the supervisor's cases as C initializers.
function(mk_generate_decisions json_file header)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${json_file}")
    file(READ "${json_file}" json)
    set(cases "")
    set(steps "")
    set(step_count 0)
    string(JSON count LENGTH "${json}" cases)
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
        string(JSON case GET "${json}" cases ${i})
        string(JSON name GET "${case}" name)
        string(JSON strategy GET "${case}" strategy)
        foreach(field scope period_ms intensity_per backoff_min_ms backoff_max_ms jitter_percent backoff_per)
            string(JSON ${field} GET "${strategy}" ${field})
        endforeach()
        string(JSON max_restarts ERROR_VARIABLE unlimited GET "${strategy}" max_restarts)
        if(NOT unlimited STREQUAL "NOTFOUND")
            set(max_restarts MK_RESTARTS_UNLIMITED)
        endif()
        string(JSON list GET "${case}" steps)
        string(JSON length LENGTH "${list}")
        string(APPEND cases
               "    { \"${name}\", { .scope = SCOPE_${scope}, .max_restarts = ${max_restarts}, "
               ".period_ms = ${period_ms}u, .intensity_per = PER_${intensity_per}, "
               ".backoff_min_ms = ${backoff_min_ms}u, .backoff_max_ms = ${backoff_max_ms}u, "
               ".jitter_percent = ${jitter_percent}u, .backoff_per = PER_${backoff_per} }, "
               "${step_count}u, ${length}u },\n")
        math(EXPR step_count "${step_count} + ${length}")
        math(EXPR last_step "${length} - 1")
        foreach(j RANGE ${last_step})
            string(JSON step GET "${list}" ${j})
            foreach(field at_ms child restart reason chance_percent verdict)
                string(JSON ${field} GET "${step}" ${field})
            endforeach()
            string(JSON delay_ms ERROR_VARIABLE missing GET "${step}" delay_ms)
            if(NOT missing STREQUAL "NOTFOUND")
                set(delay_ms 0)
            endif()
            string(APPEND steps
                   "    { UINT64_C(${at_ms}), '${child}', TYPE_${restart}, \"${reason}\", "
                   "${chance_percent}u, VERDICT_${verdict}, ${delay_ms}u },\n")
        endforeach()
    endforeach()
    file(CONFIGURE OUTPUT "${header}" @ONLY CONTENT
         "/* Generated from ${json_file}. */\nstatic const decision_case_t CASES[] = {\n${cases}};\n\nstatic const decision_step_t STEPS[] = {\n${steps}};\n")
endfunction()
