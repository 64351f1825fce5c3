using System.Text.Json;
using System.Text.Unicode;
using P2PChain.Core.Json;

namespace P2PChain.Fuzz.Targets;

/// <summary>
/// Whether bytes are JSON that every reader understands alike; System.Text.Json is the second opinion.
/// </summary>
internal static class JsonTarget
{
    public static readonly FuzzTarget Target = new(
        "json",
        "Sound exactly where a second implementation finds it so, whatever is skipped; the type read is the one it reads.",
        Run,
        [.. FuzzCorpus.AllLines],
        ["{", "}", "[", "]", ",", ":", "\"\\u0061\"", "\\ud83d\\ude00", "\"type\": \"x\", ", "true", "null", "-0.5e+3"],
        KindsMin: 13);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var (fault, type) = Read(bytes);
        // Numbers of any length are grammar; the bound on them is ours.
        if (fault is { Code: JsonFaultCode.NumberTooLong }) return FuzzAnswer.Refused(nameof(JsonFaultCode.NumberTooLong));
        var (isSound, secondType) = SecondOpinion(bytes);
        BrokenPromiseException.Unless(isSound == fault is null, $"the second opinion is {isSound}, the fault {fault}");
        if (fault is { } found)
        {
            BrokenPromiseException.Unless(
                found.Offset >= 0 && found.Offset <= bytes.Length, $"{found} lies outside the text");
            return FuzzAnswer.Refused(found.Code.ToString());
        }

        BrokenPromiseException.UnlessSame(secondType ?? "-", type ?? "-", "another type");
        return FuzzAnswer.Accepted(type is null ? "sound" : "sound with a type");
    }

    private static (JsonFault? Fault, string? Type) Read(byte[] bytes)
    {
        using var cursor = new JsonCursor(bytes);
        string? type = null;
        cursor.BeginObject();
        while (cursor.TryNextMember(out var name))
        {
            if (name == "type") type = cursor.ReadOrPass(static c => c.ReadString(int.MaxValue));
            else cursor.SkipValue();
        }

        cursor.ReadToEnd();
        return (cursor.Unsound, type);
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
