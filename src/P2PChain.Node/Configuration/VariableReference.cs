namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads <c>${NAME}</c> and <c>${?NAME}</c>, which stand for environment variables only. Akka's parser throws at the
/// first and lets the second wipe the earlier value, so it never sees them.
/// </summary>
internal static class VariableReference
{
    /// <summary>Reads the reference at the cursor.</summary>
    /// <param name="cursor">At the <c>$</c>.</param>
    /// <param name="environment">The variables by name.</param>
    /// <param name="errors">Takes the mistakes of the reference.</param>
    /// <param name="value">The variable's value; null if it is not set and need not be.</param>
    /// <returns>Whether the reference is sound.</returns>
    public static bool TryRead(
        TextCursor cursor, IReadOnlyDictionary<string, string> environment, ErrorList errors, out string? value)
    {
        value = null;
        cursor.Take();
        cursor.Take();
        var optional = cursor.Peek() == '?';
        if (optional)
            cursor.Take();
        var name = cursor.TakeWhile(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        if (cursor.Peek() != '}' || name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            errors.Add(cursor.Line, "Between ${ and } stands the name of an environment variable, as in ${HOME} "
                + "(letters, digits and _): references to other keys are not supported.");
            cursor.TakeWhile(static letter => letter is not ('}' or '\n'));
            if (cursor.Peek() == '}')
                cursor.Take();
            return false;
        }

        cursor.Take();
        if (environment.TryGetValue(name, out value) || optional)
            return true;
        errors.Add(cursor.Line, $"The environment variable {name} is not set: set it, or write ${{?{name}}} "
            + "to do without this line when it is not.");
        return false;
    }
}
