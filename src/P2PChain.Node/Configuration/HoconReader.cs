namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads a text in the HOCON subset of a node's files: braces, dotted keys, <c>=</c> and <c>:</c>, quoted and plain
/// values, lists, comments, <c>include "file"</c> before the first key. Anything else is an error with its line; Akka's
/// parser would accept it in silence with another meaning. Reading goes on after an error.
/// </summary>
internal sealed class HoconReader
{
    private readonly TextCursor _cursor;
    private readonly ErrorList _errors;
    private readonly ValueReader _values;
    private readonly string _source;
    private readonly OriginKind _kind;
    private readonly List<ParsedText.Include> _includes = [];
    private readonly List<Assignment> _assignments = [];
    private readonly List<KeyPath> _unread = [];
    private readonly OpenBraces _braces;
    private bool _pastIncludes;

    private HoconReader(string text, string source, OriginKind kind, IReadOnlyDictionary<string, string> environment)
    {
        _source = source;
        _kind = kind;
        _cursor = new TextCursor(text);
        _errors = new ErrorList(source);
        _braces = new OpenBraces(_errors);
        _values = new ValueReader(_cursor, _errors, environment);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="source">Its name in origins and errors.</param>
    /// <param name="kind">The kind of source.</param>
    /// <param name="environment">The variables for <c>${NAME}</c>.</param>
    public static ParsedText Read(
        string text, string source, OriginKind kind, IReadOnlyDictionary<string, string> environment)
    {
        var nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
        {
            var error = new ConfigurationError(
                source, text.AsSpan(0, nul).Count('\n') + 1, "A NUL character: this is not a text file, name another.");
            return new ParsedText([], [], [error], [], Balanced: false);
        }

        return new HoconReader(text, source, kind, environment).ReadAll();
    }

    private ParsedText ReadAll()
    {
        while (true)
        {
            _cursor.SkipToContent();
            if (_cursor.Peek() == TextCursor.End)
                break;
            if (_cursor.Peek() == '}')
                CloseBrace();
            else if (!ReadStatement())
                Recover();
        }

        _braces.EndText();
        return new ParsedText([.. _includes], [.. _assignments], [.. _errors.All], [.. _unread], _braces.Balanced);
    }

    private bool ReadStatement()
    {
        var line = _cursor.Line;
        var key = KeyReader.Read(_cursor, _errors);
        if (key is null)
            return false;
        if (string.Equals(key.Text, "include", StringComparison.Ordinal))
            return ReadInclude(line);

        _pastIncludes = true;
        var path = Locate(key, line);
        _cursor.SkipBlanks();
        var isAppended = _cursor.Peek() == '+';
        if (!ReadSeparator(key, line))
            return Skip(path);
        if (_cursor.Peek() == '{')
            return OpenBrace(path, key, line);

        var value = _values.Read();
        if (!value.Sound || isAppended)
            Skip(path);
        else if (value.Value is not null)
            Assign(path, key, value.Value, line);
        return value.Sound && EndStatement();
    }

    // Null if the key's section is unknown, because a brace before it could not be read.
    private KeyPath? Locate(KeyPath key, int line)
    {
        if (_braces.Section is not { } section || section.Segments.Length + key.Segments.Length <= KeyPath.SegmentsMax)
            return _braces.Section?.Join(key);
        _errors.Add(line, $"A key has at most {KeyPath.SegmentsMax} names: open fewer braces around {key.Text}.");
        return null;
    }

    private bool ReadSeparator(KeyPath key, int line)
    {
        if (_cursor.Peek() == '+' && _cursor.Peek(1) == '=')
        {
            _errors.Add(line, $"+= is not supported: write {key.Text} = with the whole list.");
            _cursor.Take();
        }

        if (_cursor.Peek() is '=' or ':')
        {
            _cursor.Take();
            _cursor.SkipBlanks();
            return true;
        }

        // A brace may stand on a line of its own, as in C#.
        if (_cursor.AtLineEnd)
            _cursor.SkipToContent();
        if (_cursor.Peek() == '{')
            return true;
        _errors.Add(line, $"After {key.Text} comes = and a value, or {{ and a section: add what is missing.");
        return false;
    }

    private bool ReadInclude(int line)
    {
        _cursor.SkipBlanks();
        if (_cursor.Peek() != '"')
        {
            _errors.Add(line, "An include names one file in quotes, as in include \"network.conf\".");
            return false;
        }

        if (QuotedText.Read(_cursor, _errors) is not { } file)
            return false;
        if (file.Length == 0)
            _errors.Add(line, "The name of the included file is empty: name the file.");
        else if (_pastIncludes || _braces.Section != KeyPath.Root)
            _errors.Add(line, $"include \"{file}\" must stand before the first key: move it to the top of the file.");
        else
            _includes.Add(new ParsedText.Include(file, line));
        return EndStatement();
    }

    private void Assign(KeyPath? path, KeyPath own, SettingValue value, int line)
    {
        if (path is null) return;
        var origin = new Origin(_kind, _source, line);
        _assignments.Add(new Assignment(path, value, origin) { OwnSegments = own.Segments.Length });
    }

    private bool Skip(KeyPath? path)
    {
        if (path is not null)
            _unread.Add(path);
        return false;
    }

    private bool OpenBrace(KeyPath? path, KeyPath own, int line)
    {
        Assign(path, own, SettingValue.Section.Instance, line);
        _braces.Open(path, _cursor.Line);
        _cursor.Take();
        return true;
    }

    private void CloseBrace()
    {
        _cursor.Take();
        _braces.Close(_cursor.Line);
        if (!EndStatement())
            Recover();
    }

    private bool EndStatement()
    {
        _cursor.SkipBlanks();
        if (_cursor.Peek() == ',')
            _cursor.Take();
        else if (!_cursor.AtLineEnd && _cursor.Peek() != '}')
        {
            _errors.Add(_cursor.Line, $"The line should end before {_cursor.Peek()}: one setting per line.");
            return false;
        }

        return true;
    }

    // Skips the rest of an unreadable line but counts its braces, so that one slip is one error.
    private void Recover()
    {
        var brackets = 0;
        while (_cursor.Peek() != TextCursor.End && (brackets > 0 || !_cursor.AtLineEnd))
        {
            switch (_cursor.Take())
            {
                case '"': SkipQuoted(); break;
                case '[': brackets++; break;
                case ']': brackets--; break;
                case '{': _braces.Open(section: null, _cursor.Line); break;
                case '}': _braces.Close(_cursor.Line); break;
            }
        }
    }

    private void SkipQuoted()
    {
        _cursor.TakeWhile(static letter => letter is not ('"' or '\n'));
        if (_cursor.Peek() == '"')
            _cursor.Take();
    }
}
