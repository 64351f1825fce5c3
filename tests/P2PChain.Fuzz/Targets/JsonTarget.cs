using System.Text.Json;
using System.Text.Unicode;
using P2PChain.Core.Wire;

namespace P2PChain.Fuzz.Targets;

/// <summary>Whether bytes are JSON that every reader understands alike; System.Text.Json is the second opinion.</summary>
internal static class JsonTarget
{
    public static readonly FuzzTarget Target = new(
        "json",
        "Sound exactly where a second implementation finds it so; the type found is the one it finds; a sound text can be read to its end.",
        Run,
        [.. FuzzCorpus.AllLines],
        ["{", "}", "[", "]", ",", ":", "\"\\u0061\"", "\\ud83d\\ude00", "\"type\": \"x\", ", "true", "null", "-0.5e+3"],
        KindsMin: 13);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var json = JsonScan.Scan(bytes);
        // Numbers of any length are grammar; the bound on them is ours.
        if (json.Fault is { Code: JsonFaultCode.NumberTooLong }) return FuzzAnswer.Refused(nameof(JsonFaultCode.NumberTooLong));
        var (isSound, type) = SecondOpinion(bytes);
        BrokenPromiseException.Unless(isSound == json.Fault is null, $"the second opinion is {isSound}, the fault {json.Fault}");
        if (json.Fault is { } fault)
        {
            BrokenPromiseException.Unless(fault.Offset >= 0 && fault.Offset <= bytes.Length, $"{fault} lies outside the text");
            return FuzzAnswer.Refused(fault.Code.ToString());
        }

        BrokenPromiseException.UnlessSame(type ?? "-", json.Type is { } found ? System.Text.Encoding.UTF8.GetString(found.Span) : "-", "another type");
        using var cursor = new JsonCursor(json);
        cursor.BeginObject();
        while (cursor.TryNextMember(out _)) cursor.SkipValue();
        BrokenPromiseException.Unless(cursor.Fault is null, $"a sound text cannot be passed over: {cursor.Fault}");
        return FuzzAnswer.Accepted(json.Type is null ? "sound" : "sound with a type");
    }

    private static (bool IsSound, string? Type) SecondOpinion(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) return (false, null);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            Touch(document.RootElement);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (false, null);
            var hasType = document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
            return (true, hasType ? type.GetString() : null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (false, null);
        }
    }

    // Lone surrogates pass until a string is asked for.
    private static void Touch(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Touch(item);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            _ = member.Name;
            Touch(member.Value);
        }
    }
}
