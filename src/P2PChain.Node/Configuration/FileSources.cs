using P2PChain.Actors;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads a node's file and its includes, each as a source of its own. An include stands first, so the including file
/// wins; of two includes the later one wins.
/// </summary>
internal sealed class FileSources
{
    // It also ends a cycle behind symbolic links.
    private const int DepthMax = 16;

    private readonly LoadRequest _request;
    private readonly List<ConfigurationSource> _sources = [];
    private readonly List<string> _including = [];

    private FileSources(LoadRequest request) => _request = request;

    /// <summary>Reads a file, named relative to the request's working directory.</summary>
    /// <returns>The sources, weakest first.</returns>
    public static IReadOnlyList<ConfigurationSource> Read(LoadRequest request, string file)
    {
        var files = new FileSources(request);
        if (files.Add(Path.GetFullPath(file, request.WorkingDirectory), file) is not { } problem)
            return files._sources;
        var unread = new ConfigurationSource(OriginKind.File, file);
        unread.Fail(null, $"The file cannot be read, {problem}.");
        return [unread];
    }

    /// <summary>Adds a file after its includes.</summary>
    /// <returns>The reason why it cannot be read, as the end of a sentence; null if it can.</returns>
    private string? Add(string fullPath, string shownAs)
    {
        var read = _request.ReadFile(fullPath);
        if (read is not FileText.Read { Text: var text })
            return ((FileText.Unreadable)read).Reason;
        var source = HoconReader.Read(text, shownAs, OriginKind.File, _request.Environment);
        _including.Add(fullPath);
        foreach (var (file, line) in source.Includes)
        {
            if (AddIncluded(file, fullPath, shownAs) is { } problem)
                source.Fail(line, problem);
        }

        _including.RemoveAt(_including.Count - 1);
        _sources.Add(source);
        return null;
    }

    private string? AddIncluded(string file, string path, string shownAs)
    {
        if (file.Contains('\0', StringComparison.Ordinal))
            return "The name of the included file holds a NUL character: correct the name.";
        if (HomePath.Problem(file) is { } problem)
            return problem;
        var fullPath = Path.GetFullPath(file, Path.GetDirectoryName(path) ?? _request.WorkingDirectory);
        if (_including.Contains(fullPath))
            return $"{file} ends up including itself: remove one of the includes.";
        if (_including.Count >= DepthMax)
            return $"Includes go at most {DepthMax} files deep: include {file} further up.";
        return Add(fullPath, Path.Combine(Path.GetDirectoryName(shownAs) ?? "", file)) is { } reason
            ? $"{file} cannot be included, {reason}."
            : null;
    }
}
