package dev.microkernel.spring.bean;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.AccessControl;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.javapoet.ClassName;
import org.springframework.javapoet.CodeBlock;

/** Has the code for a {@link FactoryMethodBean} generated where the application's types can be seen: beside them. */
final class FactoryMethodBeanProcessor implements BeanRegistrationAotProcessor {

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        return bean.getMergedBeanDefinition().getAttribute(FactoryMethodBean.ORIGIN) instanceof Class<?> origin
                ? BeanRegistrationAotContribution.withCustomCodeFragments(code -> new BesideOrigin(code, origin))
                : null;
    }

    private static final class BesideOrigin extends BeanRegistrationCodeFragmentsDecorator {

        private final Class<?> origin;

        BesideOrigin(BeanRegistrationCodeFragments code, Class<?> origin) {
            super(code);
            this.origin = origin;
        }

        @Override
        public ClassName getTarget(RegisteredBean bean) {
            return ClassName.get(origin);
        }

        /** A private type cannot be named: who has one injected asks by name or qualifier. */
        @Override
        public CodeBlock generateNewBeanDefinitionCode(
                GenerationContext context, ResolvableType type, BeanRegistrationCode code) {
            var seen = AccessControl.forResolvableType(type).getVisibility() != AccessControl.Visibility.PRIVATE;
            return super.generateNewBeanDefinitionCode(
                    context, seen ? type : ResolvableType.forClass(type.toClass()), code);
        }
    }
}
