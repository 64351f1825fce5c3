using System.Text.Json;

namespace P2PChain.Core.Json;

/// <summary>The name of the kind of a value that has another kind than expected.</summary>
internal static class JsonKind
{
    /// <summary>The kind of the reader's token, as <see cref="DecodeFaultText"/> knows it.</summary>
    public static string Of(StrictJsonReader reader) => reader.Token.Kind switch
    {
        JsonTokenType.Number => JsonNumber.IsInteger(reader.Text) ? "Integer" : "Float",
        JsonTokenType.True or JsonTokenType.False => "Boolean",
        var token => token.ToString(),
    };
}
