package dev.microkernel.spring.route;

import java.io.Serial;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponseException;

/** A request breaks constraints of the application, or cannot be converted; the problem has a list {@code errors} of {@code field: what}. */
final class InvalidMessageException extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidMessageException(Errors errors) {
        super(HttpStatus.BAD_REQUEST, problem(errors), null);
    }

    private static ProblemDetail problem(Errors errors) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "The request breaks constraints.");
        List<String> texts = errors.getAllErrors().stream()
                .map(error -> (error instanceof FieldError field ? field.getField() : error.getObjectName())
                        + ": "
                        + error.getDefaultMessage())
                .sorted()
                .toList();
        problem.setProperty("errors", texts);
        return problem;
    }
}
