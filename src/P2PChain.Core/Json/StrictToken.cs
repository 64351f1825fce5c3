using System.Runtime.CompilerServices;
using System.Text.Json;

namespace P2PChain.Core.Json;

/// <summary>One token of a text, checked.</summary>
/// <param name="Start">Where its text starts: behind the quote of a string or a name.</param>
/// <param name="Length">Bytes of its text, quotes not counted.</param>
/// <param name="Kind">Its kind; none before the first.</param>
/// <param name="IsEscaped">Whether it is a string or name that has escapes.</param>
/// <param name="Depth">The number of objects and arrays that are open behind it.</param>
internal readonly record struct StrictToken(int Start, int Length, JsonTokenType Kind, bool IsEscaped, byte Depth)
{
    /// <summary>The number that was open before it; it may itself open one.</summary>
    public int DepthBefore => Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? Depth - 1 : Depth;

    /// <summary>Whether it ends the text.</summary>
    public bool IsLast => Depth == 0 && Kind == JsonTokenType.EndObject;

    /// <summary>Tokens that are read at once, because <see cref="Utf8JsonReader"/> is dear to set up.</summary>
    [InlineArray(Count)]
    internal struct Batch
    {
        public const int Count = 16;

        private StrictToken _first;
    }
}
