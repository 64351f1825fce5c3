using System.Collections.Immutable;
using System.Text;

namespace P2PChain.Node.Configuration;

/// <summary>Reads the value right of a key: plain or quoted text, <c>${NAME}</c>, or a list of these.</summary>
internal sealed class ValueReader(
    TextCursor cursor, ErrorList errors, IReadOnlyDictionary<string, string> environment)
{
    // HOCON's own list: with one of these, a plain value would have another meaning in another HOCON parser.
    private const string NotInPlain = "$\"{}[]:=,+#`^?!@*&\\";

    /// <summary>The result of reading a value.</summary>
    /// <param name="Value">The value; null if reading failed, or a <c>${?NAME}</c> is not set.</param>
    /// <param name="Sound">False if it has a mistake, which is then among the errors.</param>
    public readonly record struct Outcome(SettingValue? Value, bool Sound);

    private enum PartKind
    {
        Plain,
        Quoted,
        Variable,
    }

    private readonly record struct Part(PartKind Kind, string? Text, bool AfterBlank);

    private static Outcome Failed => new(null, false);

    /// <summary>Reads the value that starts here and ends on this line, or with its closing bracket.</summary>
    public Outcome Read() => cursor.Peek() == '[' ? ReadList() : ReadSingle(inList: false);

    private Outcome ReadList()
    {
        var openedAt = cursor.Line;
        var items = ImmutableArray.CreateBuilder<string>();
        var sound = true;
        cursor.Take();
        while (true)
        {
            cursor.SkipToContent();
            switch (cursor.Peek())
            {
                case ']':
                    cursor.Take();
                    return sound ? new Outcome(new SettingValue.List(items.ToImmutable()), true) : Failed;
                case TextCursor.End or '{' or '}' or '=':
                    errors.Add(openedAt, "The [ opened on this line is not closed: add ] after its last value "
                        + "(a list holds plain and quoted values only).");
                    return Failed;
                case '[' or ',':
                    errors.Add(cursor.Line, cursor.Take() == ','
                        ? "A value is missing before this comma: remove the comma."
                        : "A list cannot hold another list: write its values one after the other.");
                    sound = false;
                    continue;
            }

            var item = ReadSingle(inList: true);
            sound &= item.Sound;
            if (item.Value is SettingValue.Single single)
                items.Add(single.Text);
            else if (!item.Sound)
                cursor.TakeWhile(static letter => letter is not (',' or ']' or '\n' or '=' or '{' or '}'));
            cursor.SkipBlanks();
            if (cursor.Peek() == ',')
                cursor.Take();
        }
    }

    private Outcome ReadSingle(bool inList)
    {
        var line = cursor.Line;
        var parts = new List<Part>();
        while (true)
        {
            var afterBlank = cursor.SkipBlanks();
            if (cursor.AtLineEnd || cursor.Peek() is ',' or ']' or '}' || (inList && AtNextSetting))
                return Compose(parts, line);
            if (ReadPart(afterBlank, inList) is not { } part)
                return Failed;
            parts.Add(part);
        }
    }

    // Inside an open list it means that the bracket is missing; ReadList reports that.
    private bool AtNextSetting => cursor.Peek() is '=' or '{';

    private Part? ReadPart(bool afterBlank, bool inList)
    {
        if (cursor.Peek() == '"')
            return QuotedText.Read(cursor, errors) is { } quoted ? new Part(PartKind.Quoted, quoted, afterBlank) : null;
        if (!cursor.AtSubstitution)
            return ReadPlain(inList) is { } plain ? new Part(PartKind.Plain, plain, afterBlank) : null;
        return VariableReference.TryRead(cursor, environment, errors, out var value)
            ? new Part(PartKind.Variable, value, afterBlank)
            : null;
    }

    private string? ReadPlain(bool inList)
    {
        var word = new StringBuilder();
        while (IsPlain(cursor.Peek()) && !cursor.AtComment)
            word.Append(cursor.Take());

        // "./data//6000" would silently end at "./data".
        if (cursor.AtComment && word.Length > 0)
            return Refuse("Put a value with # or // in quotes; before a comment leave a blank.");
        return cursor.Peek() switch
        {
            ':' => Refuse("Put a value with a : in quotes, as in \"127.0.0.1:6000\"."),
            '\\' => Refuse("Put a value with a \\ in quotes and double each \\, or write / instead."),
            '=' or '{' when inList => word.ToString(),
            '=' => Refuse("A second = in one setting: write one setting per line, or put the value in quotes."),
            '{' or '[' => Refuse($"A {cursor.Peek()} cannot follow inside a value: put the value in quotes."),
            ',' or ']' or '}' or '"' => word.ToString(),
            '$' when cursor.AtSubstitution => word.ToString(),
            var letter when NotInPlain.Contains(letter, StringComparison.Ordinal) =>
                Refuse($"Put a value with {letter} in quotes."),
            _ => word.ToString(),
        };
    }

    private static bool IsPlain(char letter) =>
        letter is not (TextCursor.End or '\n') && !TextCursor.IsBlank(letter)
        && !NotInPlain.Contains(letter, StringComparison.Ordinal);

    private string? Refuse(string message)
    {
        errors.Add(cursor.Line, message);
        return null;
    }

    private Outcome Compose(List<Part> parts, int line)
    {
        if (parts.Count == 0)
            return Fail(line, "A value is missing: write it on the same line, or \"\" for an empty one.");
        if (parts is [{ Kind: PartKind.Variable, Text: null }])
            return new Outcome(null, true);
        for (var at = 1; at < parts.Count; at++)
        {
            if (!MayStandTogether(parts[at - 1], parts[at]))
                return Fail(line, "Text in quotes stands alone, or right beside a ${…}: "
                    + "put the whole value in one pair of quotes (in a list, a comma between values).");
        }

        var text = string.Concat(parts.Select(static part => part.AfterBlank ? " " + part.Text : part.Text));
        return Finish(text, parts, line);
    }

    private static bool MayStandTogether(Part left, Part right) =>
        (left.Kind != PartKind.Quoted && right.Kind != PartKind.Quoted)
        || (!right.AfterBlank && (left.Kind == PartKind.Variable || right.Kind == PartKind.Variable));

    // Akka's Config trims every string and reads the text null, quoted or not, as "not set".
    private Outcome Finish(string text, List<Part> parts, int line)
    {
        if (parts is [{ Kind: PartKind.Variable }])
            return OutsideText.Check(text, line, errors) is { } value ? new Outcome(value, true) : Failed;
        if (parts.Exists(static part => part.Kind == PartKind.Variable))
            text = text.Trim();
        if (text.Length != text.Trim().Length)
            return Fail(line, "A value cannot begin or end with a blank: remove it.");
        if (string.Equals(text, "null", StringComparison.Ordinal))
            return Fail(line, "The word null cannot be a value: leave the key out, or choose another word.");
        return new Outcome(new SettingValue.Single(text), true);
    }

    private Outcome Fail(int line, string message)
    {
        errors.Add(line, message);
        return Failed;
    }
}
