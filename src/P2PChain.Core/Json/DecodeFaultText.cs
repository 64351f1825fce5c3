using static System.FormattableString;

namespace P2PChain.Core.Json;

/// <summary>The fault of a line or a stored document, in words for people.</summary>
internal static class DecodeFaultText
{
    /// <summary>A phrase; it names the member, the value and the limit where there are any.</summary>
    public static string Of(DecodeFault fault) => fault.Code switch
    {
        DecodeFaultCode.NotJson => NotJson(fault),
        DecodeFaultCode.TooLarge => Invariant($"{fault.Value} bytes, {fault.Limit} at most"),
        DecodeFaultCode.WrongKind => $"{Member(fault)} may not be {Kind(fault.Value)}",
        DecodeFaultCode.OutOfRange => $"{Member(fault)} is out of range: {fault.Value}{Limit(fault)}",
        DecodeFaultCode.TooLong => $"{Member(fault)} is too long{Limit(fault)}",
        DecodeFaultCode.TooMany => $"{Member(fault)} has too many items{Limit(fault)}",
        DecodeFaultCode.MissingMember => $"{Member(fault)} is missing",
        DecodeFaultCode.UnknownMember => $"{Member(fault)} does not belong there",
        DecodeFaultCode.Malformed =>
            $"{Member(fault)} is malformed{(fault.Value.Length == 0 ? "" : $": '{fault.Value}'")}",
        DecodeFaultCode.WrongHash =>
            $"its hash is not that of its header{(fault.Value.Length == 0 ? "" : $": {fault.Value}")}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string NotJson(DecodeFault fault)
    {
        var phrase = Enum.TryParse<JsonFaultCode>(fault.Value, out var code) ? $": {Of(code)}" : "";
        return $"not JSON{phrase}{(fault.Limit == 0 ? "" : Invariant($" at byte {fault.Limit}"))}";
    }

    private static string Of(JsonFaultCode code) => code switch
    {
        JsonFaultCode.InvalidUtf8 => "bytes that are not UTF-8",
        JsonFaultCode.NotAnObject => "no object",
        JsonFaultCode.UnexpectedByte => "a character that does not belong there",
        JsonFaultCode.UnexpectedEnd => "it ends too early",
        JsonFaultCode.TrailingBytes => "more text after its end",
        JsonFaultCode.TooDeep => "nested too deep",
        JsonFaultCode.DuplicateKey => "a member twice",
        JsonFaultCode.ControlCharacter => "a control character in a text",
        JsonFaultCode.BadEscape => "an unknown escape",
        JsonFaultCode.LoneSurrogate => "half a character",
        JsonFaultCode.BadNumber => "a number in a wrong form",
        JsonFaultCode.NumberTooLong => "a number that is too long",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // The JSON reader's names of tokens.
    private static string Kind(string token) => token switch
    {
        "StartObject" => "an object",
        "StartArray" => "a list",
        "String" => "a text",
        "Integer" or "Float" => "a number",
        "Boolean" => "true or false",
        "Null" => "null",
        _ => "of that kind",
    };

    private static string Member(DecodeFault fault) => fault.Member.Length == 0 ? "it" : fault.Member;

    private static string Limit(DecodeFault fault) => fault.Limit == 0 ? "" : Invariant($", limit {fault.Limit}");
}
