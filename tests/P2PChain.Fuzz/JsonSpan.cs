using System.Buffers;

namespace P2PChain.Fuzz;

/// <summary>A value in JSON text, or in text that nearly is.</summary>
/// <param name="Kind">Its first byte: <c>{ [ "</c>, or <c>0</c> for a number, <c>t</c> for a word.</param>
/// <param name="NameFrom">Where its name begins, in an object; else where it begins itself.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Behind its end.</param>
internal readonly record struct JsonSpan(char Kind, int NameFrom, int From, int To)
{
    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n,:}]"u8);

    /// <summary>Whether it is a member of an object.</summary>
    public bool IsMember => NameFrom != From;

    /// <summary>The values of a text, as far as it can be followed.</summary>
    public static List<JsonSpan> Of(ReadOnlySpan<byte> text)
    {
        var (found, open) = (new List<JsonSpan>(), new Stack<(char Kind, int NameFrom, int From)>());
        var (nameFrom, name) = (-1, -1); // of the member whose colon was seen; of the string before it
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            switch ((char)text[at])
            {
                case '{' or '[':
                    open.Push(((char)text[at++], nameFrom < 0 ? start : nameFrom, start));
                    nameFrom = -1;
                    break;
                case '}' or ']':
                    at++;
                    if (open.TryPop(out var opened)) found.Add(new JsonSpan(opened.Kind, opened.NameFrom, opened.From, at));
                    break;
                case '"':
                    at = StringEnd(text, at);
                    name = start;
                    if (!IsName(text, at)) Add('"');
                    break;
                case ':': at++; nameFrom = name; break;
                case '-' or (>= '0' and <= '9'): at = WordEnd(text, at); Add('0'); break;
                case >= 'a' and <= 'z': at = WordEnd(text, at); Add('t'); break;
                default: at++; break;
            }

            void Add(char kind)
            {
                found.Add(new JsonSpan(kind, nameFrom < 0 ? start : nameFrom, start, at));
                nameFrom = -1;
            }
        }

        return found;
    }

    private static bool IsName(ReadOnlySpan<byte> text, int end)
    {
        var rest = text[end..].TrimStart(" \t\r\n"u8);
        return rest is [(byte)':', ..];
    }

    private static int StringEnd(ReadOnlySpan<byte> text, int at)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '"') return at + 1;
        }

        return text.Length;
    }

    private static int WordEnd(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOfAny(WordEnds);
        return length < 0 ? text.Length : at + Math.Max(1, length);
    }
}
